// The flag of a country in the place of its two letters, where a font of the reader has flags in colours: where none
// has, they would be empty boxes or the letters once more.

const FIRST = 0x1f1e6; // the regional indicator that stands for A
const SIZE = 24;

for (const place of document.querySelectorAll(".flag")) {
  const letters = place.firstElementChild;
  const flag = String.fromCodePoint(...[...letters.textContent].map((letter) => FIRST + letter.charCodeAt(0) - 65));
  if (isColourful(flag, getComputedStyle(place).fontFamily)) {
    letters.textContent = flag;
    place.classList.add("drawn");
  }
}

/** Whether a text, drawn in black, has colours of its own. */
function isColourful(text, family) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * SIZE, height: 2 * SIZE });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `${SIZE}px ${family}`;
  pen.fillText(text, 0, 1.5 * SIZE);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) return true;
  }
  return false;
}
