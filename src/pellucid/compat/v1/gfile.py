"""`tf.compat.v1.gfile`: files under the names that they had before `tf.io.gfile`."""

from pellucid.io.gfile import (
    GFile as FastGFile,
    GFile as GFile,
    GFile as Open,
    copy as Copy,
    exists as Exists,
    glob as Glob,
    isdir as IsDirectory,
    listdir as ListDirectory,
    makedirs as MakeDirs,
    mkdir as MkDir,
    remove as Remove,
    rename as Rename,
    rmtree as DeleteRecursively,
    stat as Stat,
    walk as Walk,
)

__all__ = [
    "Copy",
    "DeleteRecursively",
    "Exists",
    "FastGFile",
    "GFile",
    "Glob",
    "IsDirectory",
    "ListDirectory",
    "MakeDirs",
    "MkDir",
    "Open",
    "Remove",
    "Rename",
    "Stat",
    "Walk",
]
