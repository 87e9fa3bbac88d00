"""The top of the house: home, cockpit, demo; may know everyone."""
