"""Parts of pages that are drawn once for what they say: `{{ drawn("discovery/_cards.html", cards=cards) }}`.

The part sees its arguments and the template globals, nothing of the request; the arguments are its key, so what is
kept can never be out of date.
"""

from functools import lru_cache

from flask_babel import get_locale
from markupsafe import Markup

KEPT = 4096


def init_app(app):
    @lru_cache(KEPT)
    def draw(template, _language, arguments):
        # _language is part of the key: the words of the part are in it
        return Markup(app.jinja_env.get_template(template).render(arguments))

    def drawn(template, **arguments):
        return draw(template, str(get_locale()), tuple(arguments.items()))

    app.jinja_env.globals["drawn"] = drawn
