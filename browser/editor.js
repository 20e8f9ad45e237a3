// The query editor of YASGUI in the place of the form's plain field: colours, errors while typing, completion. Running
// a query is sending the form, so that each answer has its address, with scripts or without.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";
import { complete } from "./completion.js";

const LONGEST_ADDRESS = 6000;
const form = document.getElementById("ask");
const field = document.getElementById("query");

complete(Yasqe, form.dataset.terms, JSON.parse(form.dataset.prefixes));
const height = field.offsetHeight;
const place = document.createElement("div");
// As high as the field was, so that nothing below it moves.
place.style.setProperty("--height", `${height}px`);
field.before(place);
const yasqe = new Yasqe(place, {
  value: field.value,
  persistenceId: null,
  consumeShareLink: null,
  createShareableLink: null,
  showQueryButton: false,
  resizeable: false,
  editorHeight: "auto",
  viewportMargin: Infinity,
  screenReaderLabel: field.labels[0].textContent,
});
field.hidden = true;
// What keys do stands below the field.
yasqe.showNotification = () => {};
yasqe.getInputField().setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
field.labels[0].addEventListener("click", () => yasqe.focus());

const send = () => form.requestSubmit();
yasqe.addKeyMap({
  "Ctrl-Enter": send,
  "Cmd-Enter": send,
  // The keyboard leaves the field as it came; lines are indented by the editor.
  Tab: false,
  "Shift-Tab": false,
});
form.addEventListener("submit", () => {
  field.value = yasqe.getValue();
  // What is too long for an address goes in the body.
  form.method = field.value.length > LONGEST_ADDRESS ? "post" : "get";
});
