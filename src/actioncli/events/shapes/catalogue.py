"""All shapes, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence

from actioncli.events.shapes.amplitude import AMPLITUDE
from actioncli.events.shapes.base import Shape
from actioncli.events.shapes.cloudevents import CLOUDEVENTS
from actioncli.events.shapes.ecs import ECS
from actioncli.events.shapes.ga4 import GA4
from actioncli.events.shapes.heap import HEAP
from actioncli.events.shapes.logs import BUNYAN, PINO
from actioncli.events.shapes.matomo import MATOMO
from actioncli.events.shapes.mixpanel import MIXPANEL
from actioncli.events.shapes.mixpanel_tables import MIXPANEL_TABLES
from actioncli.events.shapes.otlp import OTLP
from actioncli.events.shapes.plain import PLAIN
from actioncli.events.shapes.plausible import PLAUSIBLE, SIMPLE
from actioncli.events.shapes.posthog import CAPTURE, DUMP, EXPORT
from actioncli.events.shapes.segment import SEGMENT
from actioncli.events.shapes.segment_tables import SEGMENT_TABLES
from actioncli.events.shapes.snowplow import SNOWPLOW
from actioncli.events.shapes.umami import UMAMI
from actioncli.events.shapes.vercel import VERCEL
from actioncli.records.record import Record

SHAPES: tuple[Shape, ...] = (
    EXPORT,
    CAPTURE,
    DUMP,
    SEGMENT,
    SEGMENT_TABLES,
    MIXPANEL,
    MIXPANEL_TABLES,
    AMPLITUDE,
    SNOWPLOW,
    GA4,
    OTLP,
    CLOUDEVENTS,
    ECS,
    VERCEL,
    UMAMI,
    MATOMO,
    PLAUSIBLE,
    SIMPLE,
    HEAP,
    BUNYAN,
    PINO,
    PLAIN,
)
"""The shapes in the order in which they are tried. `PLAIN` fits every other event."""

BY_NAME = {shape.name: shape for shape in SHAPES}


def first_fitting(record: Record, shapes: Sequence[Shape] = SHAPES) -> Shape | None:
    """The first of these shapes that fits a record; None if none does."""
    for shape in shapes:
        if shape.fits(record):
            return shape
    return None
