"""`python -m licdsl` is the command line."""

from licdsl.cli import main

if __name__ == "__main__":
    main()
