"""The routes of ai-jup as the server has them: what walks all of them walks a new one too."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def our_routes(app):
    """The address of each route, after `ai-jup/`, and its handler."""
    for rule in app.web_app.default_router.rules:
        for inner in getattr(rule.target, "rules", []):
            path = getattr(inner.matcher, "regex", None)
            if path is not None and "/ai-jup/" in path.pattern:
                yield path.pattern.partition("/ai-jup/")[2].rstrip("$"), inner.target


def methods_of(handler):
    """What a route is asked with; the methods that it does not have are answered by Jupyter."""
    return [method for method in METHODS if method.lower() in vars(handler)]
