"""Static files under hashed names, the imports inside our JavaScript modules included.

Without this a module would import its neighbour by the plain name, which a browser may hold in its
cache from an older release. Two modules importing each other cannot be named so: collectstatic
refuses a circle.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Each pass names about one floor of modules that import each other; the grid's are eleven deep.
    max_post_process_passes = 20
