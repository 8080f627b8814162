import { renderReport } from "@mnist/metrics";
import { saveFile } from "../../picture/sources.js";
import { networkName } from "../../recognition/recognizer.js";
import { Icon } from "../../ui/icon.js";
import { result } from "./state.js";

/** Saves what this screen shows, and more, as one HTML file. */
export function ReportButton() {
  const save = () => {
    const { value } = result;
    if (!value) return;
    const { probabilities, labels, images } = value;
    const html = renderReport({
      title: "MNIST report",
      probabilities,
      labels,
      images,
      model: { name: networkName() },
      dataset: { name: "MNIST", split: "test", samples: labels.length },
    });
    saveFile(new Blob([html], { type: "text/html" }), "mnist-report.html");
  };
  return (
    <button type="button" onClick={save}>
      <Icon name="download" /> Save as a report
    </button>
  );
}
