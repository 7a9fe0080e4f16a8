"""`tf.function`: signatures, tracing, the cache of traces."""
