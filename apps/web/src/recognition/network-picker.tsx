import { useSignal } from "@preact/signals";
import { chooseFiles } from "../picture/sources.js";
import { EngineFailure } from "./engine-failure.js";
import { engine, networkName, PRETRAINED, useModel } from "./recognizer.js";
import "./network-picker.css";

/** Says which network reads, and lets a person open another one. */
export function NetworkPicker() {
  const message = useSignal("");
  const { value } = engine;

  const attempt = async (change: () => Promise<unknown>) => {
    message.value = "";
    try {
      await change();
    } catch (error) {
      message.value = error instanceof Error ? error.message : String(error);
    }
  };
  const open = async () => {
    const files = await chooseFiles(".json,.bin,.zip", true);
    if (files.length === 0) return;
    await attempt(async () => {
      const { openModel } = await import("./open-model.js");
      const { artifacts, name } = await openModel(files);
      await useModel(artifacts, name);
    });
  };
  const goBack = () => attempt(() => useModel("default", PRETRAINED));

  if (value.phase === "failed") return <EngineFailure message={value.message} />;
  return (
    <div class="network-picker">
      <p>
        Network: <b>{networkName()}</b>
      </p>
      <button type="button" class="link" onClick={open}>
        Open a model
      </button>
      {networkName() !== PRETRAINED && (
        <button type="button" class="link" onClick={goBack}>
          Back to the pre-trained one
        </button>
      )}
      {message.value && (
        <p class="notice" role="alert">
          {message}
        </p>
      )}
    </div>
  );
}
