"""The demo in a real browser: ``portal.py`` serves it, ``visitor.py`` looks at it, ``page_types.py`` lists pages."""
