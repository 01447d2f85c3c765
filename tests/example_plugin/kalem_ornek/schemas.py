"""The plugin's section of the municipality's file."""

from kalem.plugin import Schema, fields


# docs: settings
class Settings(Schema):
    """``[plugin.ornek]``."""

    answer_days = fields.Integer(label="Yanıt süresi (gün)", min=1, max=90, load_default=10)
