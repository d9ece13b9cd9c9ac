"""Parts of pages that are drawn once for what they say: `{{ drawn("discovery/_cards.html", cards=cards) }}`.

The part sees its arguments and the template globals, nothing of the request; the arguments are its key, so what is
kept can never be out of date.
"""

from functools import lru_cache

from markupsafe import Markup

from .language import read_now
from .ways import reads

KEPT = 4096


def init_app(app):
    @lru_cache(KEPT)
    def draw(template, _language, _easy, arguments):
        # _language and _easy are part of the key: the words of the part hang on them
        return Markup(app.jinja_env.get_template(template).render(arguments))

    def drawn(template, **arguments):
        return draw(template, read_now(), reads("easy"), tuple(arguments.items()))

    app.jinja_env.globals["drawn"] = drawn
