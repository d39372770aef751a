// A drawing of the server (SVG) as a picture of dots, for what takes no drawing: a letter, a chat.

export const SHARPER = 2; // dots for each of the drawing's, so that it is sharp on paper too

export const addressOf = (drawing) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;

// `page` makes the image and the canvas: a document's, or a test's.
export async function pictureOf(drawing, page) {
  const image = page.image();
  image.src = addressOf(drawing);
  await image.decode();
  const canvas = page.canvas();
  canvas.width = image.naturalWidth * SHARPER;
  canvas.height = image.naturalHeight * SHARPER;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}
