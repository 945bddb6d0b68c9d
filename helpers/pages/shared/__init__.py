"""What the pages share: controls, predictions, maps beside the page."""
