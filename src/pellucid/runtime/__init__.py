"""How things run: dispatch of a call, NumPy and XLA execution, devices, random state."""
