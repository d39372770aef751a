"""What the browser tests do on a page beside clicking and typing."""

from django.conf import settings
from playwright.sync_api import Page

SCREENSHOTS = settings.BASE_DIR / "var" / "screenshots"


def paste(page: Page, text: str) -> None:
    """Paste a block, as from Excel, at the cursor."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )
