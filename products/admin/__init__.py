"""The register of products as the offices work with it, and the lists that the department keeps."""

from products.admin.products import ProductAdmin
from products.admin.references import QuadrantSchemeAdmin

__all__ = ["ProductAdmin", "QuadrantSchemeAdmin"]
