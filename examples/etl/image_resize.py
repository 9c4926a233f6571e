"""Pictures as arrays of one size for torch: `etl_args="224"` makes 3 x 224 x 224 bytes, as NumPy stores them.

    AIS_TARGET_URL= python examples/etl/image_resize.py

In a dataset: `torch.from_numpy(np.load(io.BytesIO(picture.get(etl="image-resize", etl_args="224").read_all())))`.
Needs the packages pillow and numpy.
"""

import io

import numpy as np
from PIL import Image, ImageOps

from aistore_hl.etlserver import FastAPIServer


class ImageResize(FastAPIServer):
    """The largest square in the middle, turned as the camera was held, in RGB; channels first."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        side = int(etl_args or 224)
        with Image.open(io.BytesIO(data)) as picture:
            # Of a JPEG no more is decoded than a smaller size needs.
            picture.draft("RGB", (2 * side, 2 * side))
            square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (side, side))
        array = io.BytesIO()
        np.save(array, np.ascontiguousarray(np.asarray(square).transpose(2, 0, 1)))
        return array.getvalue()


if __name__ == "__main__":
    ImageResize().start()
