"""The commands, one a module. `main.COMMANDS` lists them."""
