"""The register of producers as the offices work with it, and the lists that the department keeps."""

from producers.admin.producers import ProducerAdmin
from producers.admin.references import ProgrammeAdmin

__all__ = ["ProducerAdmin", "ProgrammeAdmin"]
