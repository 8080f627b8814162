import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Pad } from "../../drawing/pad.js";
import { DrawingTools, ToolButton } from "../../drawing/tools.js";
import { Camera } from "../../picture/camera.js";
import { openPicture } from "../../picture/decode.js";
import { choosePicture, pictureIn } from "../../picture/sources.js";
import { NetworkPicker } from "../../recognition/network-picker.js";
import { engine } from "../../recognition/recognizer.js";
import { Icon } from "../../ui/icon.js";
import { Answer } from "./answer.js";
import { Boxes } from "./boxes.js";
import { Corrections } from "./corrections.js";
import { NetworkView } from "./network-view.js";
import { PictureView } from "./picture-view.js";
import { SamplePictures } from "./sample-pictures.js";
import { closePicture, drawing, picture, pictureError, showPicture } from "./state.js";
import "./draw.css";

/** Draw or show a digit, and see it read. */
export function DrawScreen() {
  const camera = useSignal(false);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => open(pictureIn(event.clipboardData));
    const drop = (event: DragEvent) => open(pictureIn(event.dataTransfer));
    addEventListener("paste", paste);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("paste", paste);
      removeEventListener("drop", drop);
    };
  }, []);

  return (
    <div class="draw-screen">
      <h1 class="visually-hidden">Draw a digit</h1>
      <section class="draw-area" aria-label="Drawing">
        <Pad drawing={drawing} label="Drawing pad: draw one digit or several">
          {picture.value && <PictureView bitmap={picture.value.bitmap} />}
          <Boxes />
          {picture.value && (
            <button
              type="button"
              class="icon-only close-picture"
              aria-label="Back to the drawing"
              title="Back to the drawing"
              onClick={closePicture}
            >
              <Icon name="close" />
            </button>
          )}
          {drawing.isEmpty.value && !picture.value && <p class="invitation">Draw a digit</p>}
        </Pad>
        <DrawingTools drawing={drawing} covered={picture.value !== undefined} uncover={closePicture}>
          <span class="gap" />
          <ToolButton
            icon="upload"
            label="Open a picture"
            onClick={async () => open(await choosePicture())}
          />
          <ToolButton
            icon="camera"
            label="Use the camera"
            onClick={() => {
              camera.value = true;
            }}
          />
        </DrawingTools>
        {pictureError.value && (
          <p class="notice" role="alert">
            {pictureError}
          </p>
        )}
        <SamplePictures />
      </section>
      <section class="answer-area" aria-label="What the network says">
        <Answer />
        <NetworkView />
        <Corrections />
        {engine.value.phase === "ready" && <NetworkPicker />}
      </section>
      {camera.value && (
        <Camera
          onPicture={showPicture}
          onClose={() => {
            camera.value = false;
          }}
        />
      )}
    </div>
  );
}

function open(file: File | undefined): void {
  if (file) void showPicture(openPicture(file, file.name));
}
