/** The first picture among what was pasted or dropped; without any, the first file, to be told what is wrong with it. */
export function pictureIn(transfer: DataTransfer | null): File | undefined {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0];
}

/** Lets the person choose a picture file; undefined when they change their mind. */
export function choosePicture(): Promise<File | undefined> {
  return chooseFile("image/*");
}

/** Opens the browser's file dialog; undefined when it is dismissed. */
export function chooseFile(accept: string): Promise<File | undefined> {
  return chooseFiles(accept).then((files) => files[0]);
}

/** Opens the browser's file dialog for one or more files. */
export function chooseFiles(accept: string, multiple = false): Promise<File[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.multiple = multiple;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Offers a file for saving. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
