// What the parts say, in the language of the page, which brings the words where they are not English.

const brought = [...document.querySelectorAll("script[data-words]")].map((one) => JSON.parse(one.textContent));
const words = Object.assign({}, ...brought);

/** A text in the language of the page; `name` stands where it has {}. */
export const say = (text, name = "") => (words[text] ?? text).replace("{}", () => name);
