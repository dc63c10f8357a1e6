declare module 'virtual:build' {
  const build: {
    /** Another one for each build with other content. */
    version: string
    /** The address of the page's script, which the page names. */
    entry: string
    /** The addresses of the files that the page may need. */
    files: string[]
  }
  export default build
}
