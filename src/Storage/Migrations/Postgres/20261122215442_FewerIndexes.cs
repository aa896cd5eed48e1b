using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SkillFlaw.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FewerIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_queued_jobs_finished_at",
                table: "queued_jobs");

            migrationBuilder.DropIndex(
                name: "IX_messages_tenant_id_id",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "IX_queued_jobs_finished_at",
                table: "queued_jobs",
                column: "finished_at",
                filter: "finished_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_queued_jobs_finished_at",
                table: "queued_jobs");

            migrationBuilder.CreateIndex(
                name: "IX_queued_jobs_finished_at",
                table: "queued_jobs",
                column: "finished_at");

            migrationBuilder.CreateIndex(
                name: "IX_messages_tenant_id_id",
                table: "messages",
                columns: new[] { "tenant_id", "id" });
        }
    }
}
