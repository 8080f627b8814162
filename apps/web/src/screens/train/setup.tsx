import { useLayoutEffect, useRef } from "preact/hooks";
import { reloadBringsThreads } from "../../offline.js";
import { saveFile } from "../../picture/sources.js";
import { trainingThreads } from "../../recognition/recognizer.js";
import { percent } from "../../ui/format.js";
import { Icon } from "../../ui/icon.js";
import { NetworkChoice } from "./network-choice.js";
import {
  canStart,
  dataShare,
  failure,
  hasStarted,
  inUse,
  isActive,
  look,
  modelFile,
  onnxFile,
  outcome,
  pause,
  phase,
  reportFile,
  resume,
  settings,
  start,
  stop,
  useTrained,
} from "./state.js";
import "./setup.css";

/** Choose, start, pause, stop; and what to do with the result. */
export function Setup() {
  return (
    <section class="setup" aria-label="Training">
      <fieldset disabled={isActive.value}>
        <legend>Network and recipe</legend>
        <NetworkChoice />
        <div class="numbers">
          <NumberField name="epochs" label="Epochs" min={1} max={1000} step={1} />
          <NumberField name="batchSize" label="Batch size" min={1} max={1024} step={1} />
          <NumberField name="learningRate" label="Learning rate" min={0.00001} max={1} step="any" />
          <NumberField name="seed" label="Seed" min={0} max={4294967295} step={1} />
        </div>
      </fieldset>
      <Controls />
      <Status />
      {hasStarted.value && <Result />}
    </section>
  );
}

function NumberField(props: {
  name: "epochs" | "batchSize" | "learningRate" | "seed";
  label: string;
  min: number;
  max: number;
  step: number | "any";
}) {
  const { name, label, min, max, step } = props;
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        inputMode="decimal"
        required
        min={min}
        max={max}
        step={step}
        value={settings.value[name]}
        onChange={(event) => {
          const input = event.currentTarget;
          if (input.reportValidity()) settings.value = { ...settings.value, [name]: input.valueAsNumber };
          else input.value = String(settings.value[name]);
        }}
      />
    </label>
  );
}

function Controls() {
  if (!isActive.value) {
    return (
      <button type="button" class="primary start" onClick={start} disabled={!canStart.value}>
        <Icon name="play" /> {outcome.value ? "Train again" : "Start training"}
      </button>
    );
  }
  return <ActiveControls />;
}

function ActiveControls() {
  const now = phase.value;
  const row = useRef<HTMLDivElement>(null);
  // On a small screen they are now at the top.
  useLayoutEffect(() => row.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="row" ref={row}>
      {now === "paused" ? (
        <button type="button" class="primary" onClick={resume}>
          <Icon name="play" /> Resume
        </button>
      ) : (
        <button type="button" onClick={pause} disabled={now !== "training"}>
          <Icon name="pause" /> Pause
        </button>
      )}
      <button type="button" onClick={stop} disabled={now === "stopping"}>
        <Icon name="stop" /> Stop
      </button>
    </div>
  );
}

function Status() {
  const now = look.value;
  const share = phase.value === "loading" ? dataShare.value : now ? now.step / now.steps : 0;
  return (
    <div class="status">
      <progress max={1} value={share} aria-label="Progress" />
      <p role="status">{statusText()}</p>
      {phase.value === "failed" && (
        <p class="notice" role="alert">
          {failure}
        </p>
      )}
      {reloadBringsThreads.value && !isActive.value && (
        <button type="button" class="link" onClick={() => location.reload()}>
          Reload to train with all {navigator.hardwareConcurrency} cores
        </button>
      )}
    </div>
  );
}

function statusText(): string {
  const now = look.value;
  const workers = `${trainingThreads} ${trainingThreads === 1 ? "thread" : "threads"}, WebAssembly SIMD`;
  switch (phase.value) {
    case "loading":
      return dataShare.value < 1 ? `Loading MNIST: ${percent(dataShare.value)}` : "Preparing the network …";
    case "training":
      return now ? `Epoch ${now.epoch} of ${now.epochs} · ${workers}` : "";
    case "paused":
      return "Paused. The pad still answers.";
    case "stopping":
      return look.value ? "Stopping: it reads all test images once …" : "Stopping …";
    case "done":
      if (outcome.value?.stopped) return "Stopped.";
      return `Trained in ${outcome.value?.seconds.toFixed(1)} s, with loading and testing.`;
    case "failed":
      return "";
    default:
      return `60,000 images, ${workers}. Everything stays in your browser.`;
  }
}

/** Stands there from the start, so that nothing moves when the training ends. */
function Result() {
  const disabled = !outcome.value;
  return (
    <div class="result">
      <button type="button" onClick={useTrained} disabled={disabled || inUse.value}>
        <Icon name={inUse.value ? "check" : "draw"} />
        {inUse.value ? "It reads your drawings now" : "Use it on the other screens"}
      </button>
      <p class="downloads">
        <Icon name="download" />
        {downloads.map(({ label, text, save }) => (
          <button
            key={label}
            type="button"
            class="link"
            aria-label={label}
            disabled={disabled}
            onClick={save}
          >
            {text}
          </button>
        ))}
      </p>
    </div>
  );
}

const downloads = [
  {
    label: "Download for TensorFlow.js",
    text: "TensorFlow.js",
    save: async () => saveFile(await modelFile(), "mnist-model.zip"),
  },
  {
    label: "Download as ONNX",
    text: "ONNX",
    save: async () => saveFile(await onnxFile(), "mnist.onnx"),
  },
  {
    label: "Save as a report",
    text: "report",
    save: async () => saveFile(await reportFile(), "mnist-report.html"),
  },
];
