"""Where Alembic finds the migrations, without an alembic.ini."""

from pathlib import Path

from alembic.config import Config


def alembic_config() -> Config:
    """An Alembic configuration for this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
