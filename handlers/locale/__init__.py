"""The words that users read: gettext catalogues for zh-TW and en."""
