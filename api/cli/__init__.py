"""The command line behind ./msp: one module per command."""
