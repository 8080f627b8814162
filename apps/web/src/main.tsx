import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/header.css";
import { App } from "./app.js";
import { keepOffline } from "./offline.js";

const root = document.getElementById("app");
if (root) render(<App />, root);
keepOffline();
