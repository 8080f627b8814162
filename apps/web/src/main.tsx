import { render } from "preact";
import "./styles/base.css";
import { App } from "./app.js";
import { keepOffline } from "./offline.js";

const root = document.getElementById("app");
if (root) render(<App />, root);
keepOffline();
