"""What a tensor is: dtypes, shapes, specs, tensors, variables, nesting, errors, devices."""
