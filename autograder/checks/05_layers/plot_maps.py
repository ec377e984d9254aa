"""plot_maps: a picture for each filter's map, all with the same colours, and the shape."""

import re

import pytest

from course_utils.checking.expect import expect, format_value

from .pictures import drawn_images, judge_images, judge_scale, lopsided

exercise = pytest.mark.exercise


def _judge_maps(student, maps, frame):
    slices = [maps[0, :, :, f] for f in range(maps.shape[3])]
    images, bars, titles = drawn_images(student, "plot_maps", maps)
    mixed = list(maps[0].reshape(-1, *slices[0].shape))
    last = [maps[-1, :, :, f] for f in range(maps.shape[3])]
    mistakes = [
        (mixed, "`reshape` mixes the maps; take the slice of each filter by its index"),
        (last, "the pictures show the last image of the batch; draw the first"),
    ]
    judge_images("plot_maps", images, slices, mistakes)
    if frame:
        judge_scale("plot_maps", images, bars, float(maps[0].min()), float(maps[0].max()))
        wanted = ", ".join(map(str, maps.shape))
        written = [", ".join(re.findall(r"\d+", title)) for title in titles]
        expect(
            any(f", {wanted}," in f", {text}," for text in written),
            f"plot_maps: the titles say {format_value([title for title in titles if title])}; write the "
            "shape of `maps`, all its numbers, over the figure",
        )


# holds: "one picture for each filter, each on an Axes of its own, in their order"
# holds: "Return the figure."
@exercise("plot_maps", required=True)
def test_plot_maps_pictures(student):
    """There is one picture for each filter, which shows its map."""
    _judge_maps(student, lopsided(1, 1, 6, 6, 3), frame=False)


# holds: "the smallest to the largest number of those maps, the same for all"
# holds: "with at least two filters"
# holds: "one image for each filter, all on the same scale, a colour bar, and the shape of `maps`"
@exercise("plot_maps")
def test_plot_maps_scale_and_title(student):
    """All pictures have the same colours, and there are a colour bar and the shape as the title."""
    maps = lopsided(2, 2, 7, 5, 2)
    maps[1] *= 2  # the numbers of the second image count for nothing
    _judge_maps(student, maps, frame=True)


### BEGIN HIDDEN TESTS
# holds: "of the first image's maps"
@exercise("plot_maps")
def test_plot_maps_unseen(student):
    """Maps of another shape, in a batch of several images, are drawn as well."""
    _judge_maps(student, lopsided(3, 2, 3, 8, 5), frame=False)  # more filters than rows
    _judge_maps(student, lopsided(4, 3, 9, 4, 5), frame=True)


### END HIDDEN TESTS
