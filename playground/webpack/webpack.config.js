import { resolve } from 'node:path'
import HtmlWebpackPlugin from 'html-webpack-plugin'
import { chalk } from 'unplugin-chalk/webpack'

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
  experiments: { css: true },
  plugins: [new HtmlWebpackPlugin({ template: 'index.html' }), chalk()],
}
