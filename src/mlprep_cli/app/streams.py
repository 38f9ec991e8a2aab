"""The standard streams of a run, as the command line guards them."""

from mlprep_cli.adapters.streams import OutputUnwritable, discard, guarded_streams, use_utf_8

__all__ = ["OutputUnwritable", "discard", "guarded_streams", "use_utf_8"]
