"""Runs the command line: `python -m acsm_report`."""

from .cli.main import run

if __name__ == "__main__":
    run()
