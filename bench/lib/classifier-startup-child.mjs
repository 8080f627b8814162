// One first prediction in a process of its own: prints milliseconds from the first line of the script, which is where
// Node's own start ends, as JSON. Arguments: the classifier's entry, the model.
const started = performance.now();
const [entry, model] = process.argv.slice(2);
const { loadClassifier } = await import(entry);
const classifier = await loadClassifier(model);
const image = new Uint8Array(784);
for (let y = 4; y < 24; y++) image.fill(255, y * 28 + 13, y * 28 + 15);
const [{ digit }] = await classifier.predict(image);
const wall = performance.now() - started;
const { user, system } = process.cpuUsage();
await classifier.close();
process.stdout.write(JSON.stringify({ digit, wall, cpu: (user + system) / 1000 }));
