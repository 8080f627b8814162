import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../ui/icon.js";
import { fromBitmap, type OpenedPicture } from "./decode.js";
import "./camera.css";

/** A dialog with the camera's picture and a shutter. The camera is off as soon as it closes. */
export function Camera(props: { onPicture: (picture: OpenedPicture) => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const message = useSignal("Asking for the camera …");

  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    dialog.current?.showModal();
    openCamera()
      .then((opened) => {
        stream = opened;
        if (closed) return stop(stream);
        if (video.current) video.current.srcObject = stream;
        message.value = "";
      })
      .catch(() => {
        message.value = "No camera: allow it in the browser, or upload a picture instead.";
      });
    return () => {
      closed = true;
      stop(stream);
    };
  }, []);

  const shoot = async () => {
    if (!video.current?.videoWidth) return;
    props.onPicture(await fromBitmap(await createImageBitmap(video.current), "camera"));
    props.onClose();
  };

  return (
    <dialog ref={dialog} class="camera" aria-label="Camera" onClose={props.onClose}>
      {/* A live camera picture has no speech to caption. */}
      <video ref={video} autoPlay playsInline muted />
      {message.value && <p role="status">{message}</p>}
      <div class="row">
        <button type="button" class="primary" onClick={shoot} disabled={message.value !== ""}>
          <Icon name="camera" /> Take the picture
        </button>
        <button type="button" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}

/** Rejects, too, where there are no cameras at all: on pages that did not come over a secure connection. */
async function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } },
    audio: false,
  });
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
