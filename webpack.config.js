// What the builder does besides its own: a file that is asked for with `?raw` comes as text.
module.exports = {
  module: { rules: [{ resourceQuery: /^\?raw$/, type: 'asset/source' }] }
};
