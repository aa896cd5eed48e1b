using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SkillFlaw.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FlowAndUserFields : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_flows_tenant_id_endpoint_name",
                table: "flows");

            migrationBuilder.AddColumn<string>(
                name: "mobile",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "optins",
                table: "users",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "profile_image",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "reset_password",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "business_id",
                table: "flows",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "flow_skill",
                table: "flows",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "flow_type",
                table: "flows",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "is_deleted",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_endpoint",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_hold",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_online",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_self",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_version",
                table: "flows",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "modified_by",
                table: "flows",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "online_version",
                table: "flows",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "org_id",
                table: "flows",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_flows_tenant_id_user_id_endpoint_name",
                table: "flows",
                columns: new[] { "tenant_id", "user_id", "endpoint_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_flows_tenant_id_user_id_name",
                table: "flows",
                columns: new[] { "tenant_id", "user_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_flows_tenant_id_user_id_endpoint_name",
                table: "flows");

            migrationBuilder.DropIndex(
                name: "IX_flows_tenant_id_user_id_name",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "mobile",
                table: "users");

            migrationBuilder.DropColumn(
                name: "optins",
                table: "users");

            migrationBuilder.DropColumn(
                name: "profile_image",
                table: "users");

            migrationBuilder.DropColumn(
                name: "reset_password",
                table: "users");

            migrationBuilder.DropColumn(
                name: "business_id",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "flow_skill",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "flow_type",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_deleted",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_endpoint",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_hold",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_online",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_self",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "is_version",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "modified_by",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "online_version",
                table: "flows");

            migrationBuilder.DropColumn(
                name: "org_id",
                table: "flows");

            migrationBuilder.CreateIndex(
                name: "IX_flows_tenant_id_endpoint_name",
                table: "flows",
                columns: new[] { "tenant_id", "endpoint_name" },
                unique: true);
        }
    }
}
