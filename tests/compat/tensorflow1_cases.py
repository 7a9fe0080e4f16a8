"""What TensorFlow 1 programs compute: `cases(tf)` is called with either library's `compat.v1`.

Each case builds in a graph of its own and returns numbers. Real TensorFlow's answers are recorded
in `tests/fixtures/tensorflow1`.
"""

import numpy as np

X = np.linspace(-1, 1, 20).astype(np.float32)
Y = 3 * X + 2
A = (np.arange(12).reshape(4, 3) * 7 % 11 / 11).astype(np.float32)
B = (np.arange(12).reshape(4, 3) * 5 % 13 / 13).astype(np.float32)
CLASSES = np.array([1, 0, 2, 1])
ONE_HOT = np.eye(3, dtype=np.float32)[CLASSES]
WEIGHTS = np.array([[1.0], [0.0], [2.0], [1.0]], np.float32)


def cases(tf):
    """The results by the names of the cases."""
    return {
        "optimizers": optimizers(tf),
        "losses": losses(tf),
        "metrics": metrics(tf),
        "learning_rates": learning_rates(tf),
        "old_arguments": old_arguments(tf),
        "names": names(tf),
    }


def optimizers(tf):
    t = tf.train
    made = [
        t.GradientDescentOptimizer(0.1), t.MomentumOptimizer(0.05, 0.9),
        t.MomentumOptimizer(0.05, 0.9, use_nesterov=True), t.AdamOptimizer(0.1),
        t.AdagradOptimizer(0.5), t.RMSPropOptimizer(0.05, momentum=0.5),
        t.RMSPropOptimizer(0.05, centered=True),
        t.FtrlOptimizer(
            0.5, l1_regularization_strength=0.01, l2_regularization_strength=0.01,
            l2_shrinkage_regularization_strength=0.1,
        ),
        t.AdadeltaOptimizer(1.0), t.ProximalGradientDescentOptimizer(0.1, 0.1),
        t.ProximalAdagradOptimizer(0.3, l2_regularization_strength=0.1),
    ]  # fmt: skip
    found = []
    for optimizer in made:
        with tf.Graph().as_default(), tf.Session() as session:
            x, y = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
            w, b = tf.Variable(0.5, name="w"), tf.Variable(0.0, name="b")
            table = tf.get_variable("table", initializer=np.ones((3, 1), np.float32))
            rows = tf.gather(table, tf.constant([0, 2, 2]))
            loss = tf.reduce_mean(tf.square(w * x + b - y)) + tf.reduce_sum(tf.square(rows - 0.5))
            step = t.get_or_create_global_step()
            train = optimizer.minimize(loss, global_step=step)
            session.run(tf.global_variables_initializer())
            for _ in range(10):
                session.run(train, {x: X, y: Y})
            names = sorted(v.name for v in optimizer.variables())
            values = session.run([w, b, step, table])
            found.append([train.name, names, *[v.tolist() for v in values]])
    return found


def losses(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        module, tensors = tf.losses, {}
        for name in ("absolute_difference", "mean_squared_error", "huber_loss", "log_loss"):
            function = getattr(module, name)
            tensors[name] = function(ONE_HOT, A)
            for reduction in module.Reduction.all():
                tensors[f"{name} {reduction}"] = function(
                    ONE_HOT, A, WEIGHTS, reduction=reduction, loss_collection=None
                )
        tensors["hinge"] = module.hinge_loss(ONE_HOT, A)
        tensors["cosine"] = module.cosine_distance(ONE_HOT, A, 1)
        tensors["sigmoid"] = module.sigmoid_cross_entropy(ONE_HOT, A, label_smoothing=0.1)
        tensors["softmax"] = module.softmax_cross_entropy(ONE_HOT, A, label_smoothing=0.1)
        tensors["sparse"] = module.sparse_softmax_cross_entropy(CLASSES, A)
        tensors["weighted"] = module.sparse_softmax_cross_entropy(CLASSES[:, None], A, WEIGHTS)
        tensors["pairs"] = module.mean_pairwise_squared_error(ONE_HOT, A, WEIGHTS)
        tensors["total"] = module.get_total_loss()
        return {k: v.tolist() for k, v in session.run(tensors).items()}


def metrics(tf):
    found = []
    with tf.Graph().as_default(), tf.Session() as session:
        m, p = tf.metrics, tf.placeholder(tf.float32, [None])
        label = tf.placeholder(tf.int64, [None])
        number, high = tf.cast(label, tf.float32), p > 0.5
        chosen = tf.cast(high, tf.int64)
        pairs = {
            "mean": m.mean(p), "weighted": m.mean(p, p), "accuracy": m.accuracy(label, chosen),
            "absolute": m.mean_absolute_error(number, p),
            "root": m.root_mean_squared_error(number, p), "below": m.percentage_below(p, 0.5),
            "relative": m.mean_relative_error(number, p, p + 0.1),
            "tp": m.true_positives(label, high), "tn": m.true_negatives(label, high),
            "fp": m.false_positives(label, high, p), "fn": m.false_negatives(label, high),
            "precision": m.precision(label, high), "recall": m.recall(label, high, p),
            "auc": m.auc(label, p), "pr": m.auc(label, p, curve="PR"),
            "minoring": m.auc(label, p, summation_method="minoring", num_thresholds=11),
            "iou": m.mean_iou(label, chosen, 2),
            "classes": m.mean_per_class_accuracy(label, chosen, 2),
        }  # fmt: skip
        found.append([v.name for v in tf.local_variables()[:6]])
        session.run(tf.local_variables_initializer())
        for i in range(3):
            feed = {p: (np.arange(6) * (i + 3) % 7) / 7, label: np.arange(6) * (i + 1) % 2}
            updates = session.run({k: update for k, (_, update) in pairs.items()}, feed)
            found.append({k: v.tolist() for k, v in updates.items()})
        values = session.run({k: value for k, (value, _) in pairs.items()}, feed)
        found.append({k: v.tolist() for k, v in values.items()})
    return found


def learning_rates(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        t, step = tf.train, tf.placeholder(tf.int64, [])
        rates = [
            t.exponential_decay(0.1, step, 10, 0.5), t.natural_exp_decay(0.1, step, 10, 0.5),
            t.inverse_time_decay(0.1, step, 10, 0.5, True),
            t.polynomial_decay(0.1, step, 10, 0.01, 2.0, True), t.polynomial_decay(0.1, step, 10),
            t.piecewise_constant(step, [3, 12], [1.0, 0.5, 0.1]),
            t.cosine_decay(0.1, step, 20, 0.1), t.cosine_decay_restarts(0.1, step, 5, alpha=0.1),
            t.cosine_decay_restarts(0.1, step, 5, t_mul=1.0, m_mul=0.5),
        ]  # fmt: skip
        return [np.array(session.run(rates, {step: n})).tolist() for n in (0, 3, 7, 12, 27)]


def old_arguments(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        square = tf.constant([[1, 2], [3, 4]])
        tensors = {
            "argmax": tf.argmax(A, dimension=1),
            "sum": tf.reduce_sum(A, reduction_indices=1, keep_dims=True),
            "where": tf.where([True, False, True, False], A, B),
            "expand": tf.expand_dims(square, dim=0), "squeeze": tf.squeeze([[1]], squeeze_dims=[0]),
            "constant": tf.constant([1, 2], shape=[5]),
            "dense": tf.sparse_to_dense([[0, 1], [1, 0]], [2, 2], [5, 6], default_value=-1),
            "one": tf.sparse_to_dense([1, 3], [5], 1.0),
            "parts": tf.nn.embedding_lookup([A, B], [0, 1, 5, 2]),
            "dropout": tf.nn.dropout(A, keep_prob=1.0), "div": tf.div(7, 2),
            "ratio": tf.div(7.0, 2.0),
            "softmax": tf.nn.softmax(A, dim=0),
            "moments": tf.nn.moments(tf.constant(A), [0], keep_dims=True)[0],
            "top": tf.nn.in_top_k(A, CLASSES, 1),
            "confusion": tf.confusion_matrix(CLASSES, A.argmax(1), weights=[1, 2, 3, 4]),
            "reversed": tf.reverse_sequence(A, [1, 2, 3, 1], seq_dim=1, batch_dim=0),
            "cond": tf.cond(tf.constant(True), lambda: [tf.constant(1)], lambda: [tf.constant(2)]),
            "loop": tf.while_loop(lambda i: i < 10, lambda i: i + 3, [tf.constant(0)]),
            "clipped": tf.clip_by_average_norm(A, 0.01),
            "padded": tf.pad(square, [[1, 0], [0, 1]], "CONSTANT", None, 9),
            "norm": tf.norm(A, axis=1, keep_dims=True), "count": tf.count_nonzero(ONE_HOT, axis=0),
            "blocks": tf.space_to_batch(np.ones((1, 2, 2, 1), np.float32), [[0, 0], [0, 0]], 2),
            "affine": tf.nn.xw_plus_b(A, B.T, np.ones(4, np.float32)),
            "masked": tf.boolean_mask(A, [True, False, True, True]),
            "weighted": tf.nn.weighted_cross_entropy_with_logits(
                targets=ONE_HOT, logits=A, pos_weight=2.0
            ),
        }  # fmt: skip
        found = session.run(tensors)
    return {k: [str(v.dtype), v.tolist()] for k, v in found.items()}


def names(tf):
    """The names of operations and variables, and what scopes do to them."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        w = tf.get_variable("w", [3, 2])
        with tf.variable_scope("layer") as scope:
            u = tf.get_variable("u", [2], initializer=tf.zeros_initializer())
            tf.nn.relu(tf.matmul(x, w) + u)
        with tf.variable_scope(scope, reuse=True):
            shared = tf.get_variable("u", [2]) is u
        with tf.variable_scope(None, "block"):
            tf.get_variable("v", [1])
        with tf.variable_scope(None, "block"):
            tf.get_variable("v", [1])
        v = tf.Variable([1.0, 2.0], name="v", trainable=False)
        v.assign_add([1.0, 1.0])
        tf.group(v.initializer, name="both")
        kept = ("VarHandleOp", "AssignVariableOp", "VarIsInitializedOp", "NoOp", "MatMul", "Relu")
        nodes = sorted(o.name for o in graph.get_operations() if o.type in kept)
        variables = [[v.name for v in f()] for f in (tf.global_variables, tf.trainable_variables)]
        return [nodes, variables, shared, tf.get_variable_scope().name]
