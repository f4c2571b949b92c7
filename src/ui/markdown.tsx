// Markdown of people, agents and strangers: sanitised, no images fetched from elsewhere, links leave without a trace.
'use client'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { cx } from './class-names.ts'
import { ScrollBlock } from './scroll-block.tsx'

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
      {children}
    </a>
  ),
  // A picture from a stranger's server would tell that server who reads this.
  img: ({ src, alt }) => (
    <a
      href={typeof src === 'string' ? src : undefined}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline"
    >
      [image: {alt || 'open'}]
    </a>
  ),
  h1: ({ children }) => <h3 className="mt-4 mb-1 font-semibold text-ink text-lead first:mt-0">{children}</h3>,
  h2: ({ children }) => <h4 className="mt-4 mb-1 font-semibold text-ink text-read first:mt-0">{children}</h4>,
  h3: ({ children }) => <h5 className="mt-3 mb-1 font-semibold text-ink text-read first:mt-0">{children}</h5>,
  p: ({ children }) => <p className="my-2 first:mt-0 last:mb-0">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc pl-5 marker:text-ink-3">{children}</ul>,
  ol: ({ children }) => <ol className="my-2 list-decimal pl-5 marker:text-ink-3">{children}</ol>,
  li: ({ children }) => <li className="my-0.5">{children}</li>,
  code: ({ children, className }) => (
    <code
      className={cx('rounded-sm bg-pressed px-1 py-px font-mono text-[0.92em] [pre_&]:bg-transparent [pre_&]:p-0', className)}
    >
      {children}
    </code>
  ),
  pre: ({ children }) => (
    <ScrollBlock label="Code" className="my-2 p-2.5">
      {children}
    </ScrollBlock>
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-line-strong border-l-2 pl-3 text-ink-2">{children}</blockquote>
  ),
  hr: () => <hr className="my-4" />,
  table: ({ children }) => (
    <div className="my-2 overflow-x-auto">
      <table className="border-collapse text-base">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="border px-2 py-1 text-left font-medium">{children}</th>,
  td: ({ children }) => <td className="border px-2 py-1 align-top">{children}</td>,
}

const remarkPlugins = [remarkGfm]
const rehypePlugins = [rehypeSanitize]

export function Markdown({ children, className }: { children: string; className?: string }) {
  return (
    <div className={cx('max-w-[72ch] break-words text-ink text-read', className)}>
      <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components}>
        {children}
      </ReactMarkdown>
    </div>
  )
}
