import { resolve } from 'node:path'
import { rspack } from '@rspack/core'
import { chalk } from 'unplugin-chalk/rspack'

export default {
  mode: 'production',
  devtool: 'source-map',
  entry: './main.js',
  output: {
    path: resolve('dist'),
    clean: true,
    filename: '[name].[contenthash].js',
    cssFilename: '[name].[contenthash].css',
    assetModuleFilename: 'assets/[name].[contenthash][ext]',
  },
  module: { rules: [{ test: /\.css$/, type: 'css/auto' }] },
  plugins: [new rspack.HtmlRspackPlugin({ template: 'index.html' }), chalk()],
}
