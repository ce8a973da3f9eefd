/** The text of a file, as the builder and the tests give it. */
declare module '*?raw' {
  const text: string;
  export default text;
}
