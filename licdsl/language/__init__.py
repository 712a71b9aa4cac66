"""From text to a checked syntax tree: sources, grammar, parser, formatter, checker, diagnostics."""
