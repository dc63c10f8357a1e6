/** The text that web/emojiRows.ts makes when the client is built. */
declare module 'virtual:emoji' {
  const text: string
  export default text
}
