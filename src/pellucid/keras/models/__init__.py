"""Models: Model, Sequential, and how they are cloned, saved and loaded."""

from pellucid.keras.models.cloning import clone_model as clone_model
from pellucid.keras.models.functional import Functional as Functional
from pellucid.keras.models.model import Model as Model, model_from_json as model_from_json
from pellucid.keras.models.sequential import Sequential as Sequential
from pellucid.keras.saving.archive import load_model as load_model, save_model as save_model

__all__ = [
    "Functional",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_json",
    "save_model",
]
