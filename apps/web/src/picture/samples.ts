/** Pictures to try, the same that the command line's examples use. */
export const samplePictures = [
  {
    name: "Pen on paper",
    url: new URL("../../../../examples/pictures/two-photo.jpg", import.meta.url).href,
  },
  {
    name: "Ruled paper",
    url: new URL("../../../../examples/pictures/four-ruled.jpg", import.meta.url).href,
  },
  {
    name: "Chalk",
    url: new URL("../../../../examples/pictures/seven.png", import.meta.url).href,
  },
  {
    name: "See-through",
    url: new URL("../../../../examples/pictures/one-transparent.png", import.meta.url).href,
  },
  {
    name: "Several digits",
    url: new URL("../../../../examples/pictures/number-2019.jpg", import.meta.url).href,
  },
];
