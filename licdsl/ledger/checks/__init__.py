"""What the verifier recomputes, one check per module; `verification` runs them over the log."""
