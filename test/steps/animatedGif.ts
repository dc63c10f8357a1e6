const latin1 = (text: string) => Buffer.from(text, 'latin1')

const gifBlock = (label: number, ...parts: Buffer[]) =>
  Buffer.concat([
    Buffer.from([0x21, label]),
    ...parts.flatMap((part) => [Buffer.from([part.length]), part]),
    Buffer.from([0]),
  ])

/** A GIF file of two pictures, with a comment if there is one. */
export const anAnimatedGif = (comment?: string) => {
  const control = gifBlock(0xf9, Buffer.from([4, 50, 0, 0]))
  const picture = (colour: number) =>
    Buffer.concat([control, Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, colour, 1, 0])])
  const buffer = Buffer.concat([
    latin1('GIF89a'),
    Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]),
    gifBlock(0xff, latin1('NETSCAPE2.0'), Buffer.from([1, 0, 0])),
    ...(comment
      ? [gifBlock(0xfe, latin1(comment)), gifBlock(0xff, latin1('XMP DataXMP'), latin1(comment))]
      : []),
    picture(0x44),
    picture(0x4c),
    Buffer.from([0x3b]),
  ])
  return { name: 'animated.gif', mimeType: 'image/gif', buffer }
}
