import { type MessagesPath, pathOf } from './paths.ts'

/** The address of a search in a conversation, or of one of its results. */
export const searchPath = (path: MessagesPath, query: string, result?: string): string => {
  const shown = result && { result, message: result }
  return `${pathOf(path)}?${new URLSearchParams({ search: query, ...shown })}`
}
