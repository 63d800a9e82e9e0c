// Draws a list of figures in one call, each the same on every run.
// Loaded after plotly.js and kaleido_scopes.js: takes the place of kaleido's function for one figure,
// after which kaleido would load the page, and plotly.js with it, again.
"use strict";

(() => {
  let state = 0;

  // Plotly names its clip paths by chance: chance starts anew with each chart, from what the chart is,
  // so that neither an earlier run nor the charts beside it change a byte.
  const seed = (text) => {
    state = 2166136261;
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16777619);
  };

  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  const loaded = (face) =>
    face.load().then(
      () => null,
      () => `the font ${face.family} ${face.weight} cannot be read`,
    );
  const fonts = Promise.all([...document.fonts].map(loaded));

  // Plotly draws what it does not understand as something else, without a word.
  const complaint = ({ data, layout }) => {
    const [first] = Plotly.validate(data, layout) ?? [];
    return first && first.msg;
  };

  const drawn = async (job) => {
    console.debug("drawing", job.name);
    seed(JSON.stringify(job));
    const wrong = complaint(job.figure);
    if (wrong) throw new Error(wrong);
    const { width, height } = job;
    return Plotly.toImage(job.figure, { format: "svg", width, height, imageDataOnly: true });
  };

  const all = async (jobs) => {
    const cause = (await fonts).find((trouble) => trouble !== null);
    if (cause) return { setup: cause };
    const drawings = {};
    for (const job of jobs) {
      try {
        drawings[job.name] = await drawn(job);
      } catch (error) {
        return { chart: job.name, cause: String(error?.message ?? error) };
      }
    }
    return { drawings };
  };

  kaleido_scopes.plotly = async ({ data, width, height, scale }) => ({
    code: 0,
    message: "",
    format: "svg",
    width,
    height,
    scale,
    result: JSON.stringify(await all(data.data)),
  });
})();
