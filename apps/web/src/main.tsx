import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/header.css";
import { App } from "./app.js";
import { keepOffline } from "./offline.js";

// A file that is dropped beside the pad would take the place of the page, and of what it has learned.
for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());

const root = document.getElementById("app");
if (root) render(<App />, root);
keepOffline();
