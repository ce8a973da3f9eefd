"""What only a killable process may do with the files of strangers: SVG and PDF as pictures, HTML as words."""

from .drawer import Drawer, Drawing, Page, Undrawable

__all__ = ["Drawer", "Drawing", "Page", "Undrawable"]
